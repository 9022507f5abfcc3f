//! The index folder: its generations, and which of them is served.
//!
//! ```text
//! index/
//!   CURRENT   "7\n6\n": the generation that is served, and the one before it
//!   lock      held by the one process that writes; says who it is
//!   follower.json  what the process that follows MySQL says about itself
//!   gen-6/    one complete build of the index
//!   gen-7/
//! ```
//!
//! `CURRENT` is replaced in one step, so a reader sees one generation or the other. A folder that
//! `CURRENT` does not name is what a failed build left behind; the next build removes it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::Writer;

/// A folder that holds generations of the index.
#[derive(Clone, Debug)]
pub struct IndexDir {
    root: PathBuf,
}

/// What `CURRENT` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// The generation that is served.
    pub generation: u64,
    /// The one that was served before, kept for a rollback.
    pub previous: Option<u64>,
}

/// Why the index folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DirError {
    /// Another process writes to this folder.
    #[error("another indexer writes to {folder}: {holder}")]
    Held {
        /// The index folder.
        folder: PathBuf,
        /// Who holds the lock, in its own words.
        holder: String,
    },
    /// There is no generation to go back to.
    #[error("there is no previous generation to go back to")]
    NothingBefore,
    /// The file `CURRENT` does not name a generation.
    #[error("{0} does not name a generation; `indexer rebuild` makes a new one")]
    Damaged(PathBuf),
    /// The file system refused.
    #[error("could not read or write the index folder {folder}")]
    Io {
        /// The index folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl IndexDir {
    /// The index in the folder `root`, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of one generation.
    pub fn generation(&self, number: u64) -> PathBuf {
        self.root.join(format!("gen-{number}"))
    }

    /// What is served; `None` when nothing was built yet.
    pub fn current(&self) -> Result<Option<Current>, DirError> {
        let path = self.root.join("CURRENT");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.io(error)),
        };
        let mut numbers = text.lines().map(str::parse::<u64>);
        match (numbers.next(), numbers.next().transpose()) {
            (Some(Ok(generation)), Ok(previous)) => Ok(Some(Current {
                generation,
                previous,
            })),
            _ => Err(DirError::Damaged(path)),
        }
    }

    /// Takes the right to write, which ends when the lock is dropped or the process ends. `holder`
    /// is what a second writer is told.
    pub fn lock(&self, holder: &str) -> Result<IndexLock, DirError> {
        fs::create_dir_all(&self.root).map_err(|error| self.io(error))?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(self.root.join("lock"))
            .map_err(|error| self.io(error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // What it says is a courtesy: not being able to read it changes nothing.
                _ = file.read_to_string(&mut holder);
                let holder = holder.trim().to_owned();
                return Err(DirError::Held {
                    folder: self.root.clone(),
                    holder,
                });
            }
            Err(TryLockError::Error(error)) => return Err(self.io(error)),
        }
        let note = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{holder}")
        };
        note(&mut file).map_err(|error| self.io(error))?;
        Ok(IndexLock {
            dir: self.clone(),
            _file: file,
        })
    }

    fn io(&self, source: io::Error) -> DirError {
        DirError::Io {
            folder: self.root.clone(),
            source,
        }
    }
}

/// The right to write to an index folder: one process at a time has it.
#[derive(Debug)]
pub struct IndexLock {
    dir: IndexDir,
    _file: File,
}

impl IndexLock {
    /// The folder this lock is for.
    pub fn dir(&self) -> &IndexDir {
        &self.dir
    }

    /// Makes an empty folder for the next generation, and removes what failed builds left behind.
    /// When `CURRENT` does not tell what is served, the newest complete generation stays until
    /// [`publish`](Self::publish): it may be the only index there is.
    pub fn begin(&self) -> Result<u64, DirError> {
        let current = self.readable_current()?;
        let numbers = self.numbers()?;
        let newest = numbers.iter().copied().max().unwrap_or(0);
        self.keep_only(current.or_else(|| self.newest_complete(&numbers)))?;
        let number = newest.max(current.map_or(0, |current| current.generation)) + 1;
        fs::create_dir_all(self.dir.generation(number)).map_err(|error| self.dir.io(error))?;
        Ok(number)
    }

    /// Serves `generation` from now on; the one served until now becomes the previous one.
    pub fn publish(&self, generation: u64) -> Result<(), DirError> {
        let previous = self.readable_current()?.map(|current| current.generation);
        let current = Current {
            generation,
            previous,
        };
        self.replace_current(current)
            .map_err(|error| self.dir.io(error))?;
        self.keep_only(Some(current))
    }

    /// Removes a generation whose build failed, unless it came to be served all the same.
    pub fn abandon(&self, generation: u64) -> Result<(), DirError> {
        let current = self.readable_current()?;
        if current.is_some_and(|current| current.generation == generation) {
            return Ok(());
        }
        let folder = self.dir.generation(generation);
        fs::remove_dir_all(folder).map_err(|error| self.dir.io(error))
    }

    /// Serves the previous generation again, and tells which one that is. Done twice, it is undone.
    pub fn rollback(&self) -> Result<u64, DirError> {
        let current = self.dir.current()?.ok_or(DirError::NothingBefore)?;
        let generation = current.previous.ok_or(DirError::NothingBefore)?;
        let swapped = Current {
            generation,
            previous: Some(current.generation),
        };
        self.replace_current(swapped)
            .map_err(|error| self.dir.io(error))?;
        Ok(generation)
    }

    /// What is served; a damaged `CURRENT` tells as much as none.
    fn readable_current(&self) -> Result<Option<Current>, DirError> {
        match self.dir.current() {
            Err(DirError::Damaged(_)) => Ok(None),
            current => current,
        }
    }

    fn replace_current(&self, current: Current) -> io::Result<()> {
        let root = self.dir.root();
        // The files of the generation first, then the name that points to them.
        File::open(self.dir.generation(current.generation))?.sync_all()?;
        let temporary = root.join("CURRENT.new");
        let mut file = File::create(&temporary)?;
        writeln!(file, "{}", current.generation)?;
        if let Some(previous) = current.previous {
            writeln!(file, "{previous}")?;
        }
        file.sync_all()?;
        fs::rename(&temporary, root.join("CURRENT"))?;
        File::open(root)?.sync_all()
    }

    /// Removes every generation but the two that `current` names. A reader that still has an older
    /// one open keeps its files until it lets go of them.
    fn keep_only(&self, current: Option<Current>) -> Result<(), DirError> {
        let kept = [
            current.map(|c| c.generation),
            current.and_then(|c| c.previous),
        ];
        for number in self.numbers()? {
            if !kept.contains(&Some(number)) {
                let folder = self.dir.generation(number);
                fs::remove_dir_all(folder).map_err(|error| self.dir.io(error))?;
            }
        }
        Ok(())
    }

    /// The newest generation with a checkpoint: a build writes it last.
    fn newest_complete(&self, numbers: &[u64]) -> Option<Current> {
        let complete = |n: &u64| Writer::checkpoint(&self.dir.generation(*n)).is_ok();
        let generation = numbers.iter().copied().filter(complete).max()?;
        Some(Current {
            generation,
            previous: None,
        })
    }

    fn numbers(&self) -> Result<Vec<u64>, DirError> {
        let entries = fs::read_dir(self.dir.root()).map_err(|error| self.dir.io(error))?;
        Ok(entries
            .filter_map(|entry| {
                entry
                    .ok()?
                    .file_name()
                    .to_str()?
                    .strip_prefix("gen-")?
                    .parse()
                    .ok()
            })
            .collect())
    }
}
