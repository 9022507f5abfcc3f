//! One segment of a snapshot: its lists and columns, opened once.
//!
//! A segment's documents never change; which of them live does. So what was opened for one snapshot
//! serves the next ones too, until the segment is merged away.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use tantivy::fastfield::AliveBitSet;
use tantivy::index::{SegmentComponent, SegmentId, SegmentMeta};
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Index, InvertedIndexReader, SegmentReader};

use crate::model::{Day, Iata};
use crate::network;
use crate::schema::{Columns, Fields};

/// The lists and columns of one segment.
#[derive(Clone)]
pub(super) struct Segment {
    pub(super) id: SegmentId,
    /// Which of its documents live: those of another state are read anew.
    state: Option<u64>,
    pub(super) ids: Arc<InvertedIndexReader>,
    pub(super) route_days: Arc<InvertedIndexReader>,
    pub(super) origin_days: Arc<InvertedIndexReader>,
    pub(super) destination_days: Arc<InvertedIndexReader>,
    /// The pairs of airports of its documents, sorted.
    pub(super) routes: Arc<[(Iata, Iata)]>,
    pub(super) columns: Columns,
    /// No flight leaves on a day outside.
    pub(super) days: RangeInclusive<Day>,
    alive: Option<AliveBitSet>,
    pub(super) max_document: DocId,
}

impl Segment {
    /// Opens a segment of `index`, with what `before` has of it already.
    pub(super) fn open(
        index: &Index,
        meta: &SegmentMeta,
        fields: &Fields,
        before: Option<&Self>,
    ) -> tantivy::Result<Self> {
        let Some(opened) = before else {
            return Self::read(index, meta, fields);
        };
        if opened.state == meta.delete_opstamp() {
            return Ok(opened.clone());
        }
        let alive = index
            .segment(meta.clone())
            .open_read(SegmentComponent::Delete)?;
        Ok(Self {
            state: meta.delete_opstamp(),
            alive: Some(AliveBitSet::open(alive.read_bytes()?)),
            ..opened.clone()
        })
    }

    fn read(index: &Index, meta: &SegmentMeta, fields: &Fields) -> tantivy::Result<Self> {
        let segment = SegmentReader::open(&index.segment(meta.clone()))?;
        let list = |field: Field| segment.inverted_index(field);
        let columns = Columns::open(&segment)?;
        Ok(Self {
            id: meta.id(),
            state: meta.delete_opstamp(),
            ids: list(fields.id)?,
            route_days: list(fields.route_day)?,
            origin_days: list(fields.origin_day)?,
            destination_days: list(fields.destination_day)?,
            routes: network::routes(list(fields.route)?.terms())?.into(),
            days: columns.days(),
            columns,
            alive: segment.alive_bitset().cloned(),
            max_document: segment.max_doc(),
        })
    }

    /// Calls `visit` with the living documents of the term `key` in `list`.
    pub(super) fn documents(
        &self,
        list: &InvertedIndexReader,
        key: u64,
        mut visit: impl FnMut(DocId) -> io::Result<()>,
    ) -> io::Result<()> {
        match list.terms().get(key.to_be_bytes())? {
            Some(term) => self.documents_of(list, &term, &mut visit),
            None => Ok(()),
        }
    }

    /// The same for every term from the first of `keys` to the last.
    pub(super) fn documents_between(
        &self,
        list: &InvertedIndexReader,
        keys: RangeInclusive<u64>,
        mut visit: impl FnMut(DocId) -> io::Result<()>,
    ) -> io::Result<()> {
        let (first, last) = (keys.start().to_be_bytes(), keys.end().to_be_bytes());
        let mut terms = list.terms().range().ge(first).le(last).into_stream()?;
        while let Some((_, term)) = terms.next() {
            self.documents_of(list, term, &mut visit)?;
        }
        Ok(())
    }

    fn documents_of(
        &self,
        list: &InvertedIndexReader,
        term: &TermInfo,
        visit: &mut impl FnMut(DocId) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut postings =
            list.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        while !postings.docs().is_empty() {
            for document in postings.docs() {
                if self.is_alive(*document) {
                    visit(*document)?;
                }
            }
            postings.advance();
        }
        Ok(())
    }

    pub(super) fn is_alive(&self, document: DocId) -> bool {
        self.alive
            .as_ref()
            .is_none_or(|alive| alive.is_alive(document))
    }
}
