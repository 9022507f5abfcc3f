//! The index folder: who may write, what is served, what is left behind.

use std::fs;

use search::{Current, DirError, IndexDir, OpenError, Snapshot, Writer};

use crate::world::{self, World, flight};

#[test]
fn a_folder_without_an_index_says_what_to_run() {
    let world = World::new();
    assert_eq!(world.dir().current().unwrap(), None);
    let error = Snapshot::open(&world.dir(), world::airports())
        .err()
        .unwrap();
    assert!(matches!(error, OpenError::NoIndex(_)));
    assert!(error.to_string().contains("indexer rebuild"), "{error}");
}

#[test]
fn a_second_writer_is_told_who_holds_the_folder() {
    let world = World::new();
    let lock = world.dir().lock("pid 7, rebuild").unwrap();
    let error = world.dir().lock("pid 8").err().unwrap();
    assert!(error.to_string().contains("pid 7, rebuild"), "{error}");
    drop(lock);
    world.dir().lock("pid 8").unwrap();
}

#[test]
fn the_last_two_generations_are_kept() {
    let world = World::new();
    for generation in 1..=4 {
        assert_eq!(world.publish(&[]), generation);
    }
    let current = world.dir().current().unwrap();
    assert_eq!(
        current,
        Some(Current {
            generation: 4,
            previous: Some(3)
        })
    );
    let kept: Vec<bool> = (1..=4)
        .map(|n| world.dir().generation(n).exists())
        .collect();
    assert_eq!(kept, [false, false, true, true]);
}

#[test]
fn a_rollback_serves_the_previous_generation_and_is_undone_by_another() {
    let world = World::new();
    let lock = |dir: &IndexDir| dir.lock("a test").unwrap();
    assert!(matches!(
        lock(&world.dir()).rollback(),
        Err(DirError::NothingBefore)
    ));
    world.publish(&[flight(
        1,
        "ICN",
        "NRT",
        "2026-12-24T01:00:00Z",
        "2026-12-24T03:00:00Z",
    )]);
    assert!(matches!(
        lock(&world.dir()).rollback(),
        Err(DirError::NothingBefore)
    ));
    world.publish(&[]);
    assert_eq!(lock(&world.dir()).rollback().unwrap(), 1);
    assert_eq!(world.snapshot().documents(), 1);
    assert_eq!(lock(&world.dir()).rollback().unwrap(), 2);
    assert_eq!(world.snapshot().documents(), 0);
    // The number of a generation is never used again.
    lock(&world.dir()).rollback().unwrap();
    assert_eq!(world.publish(&[]), 3);
}

#[test]
fn what_a_failed_build_left_is_removed_by_the_next() {
    let world = World::of(&[]);
    let lock = world.dir().lock("a test").unwrap();
    let abandoned = lock.begin().unwrap();
    drop(Writer::create(&world.dir().generation(abandoned), world::LIMITS).unwrap());
    assert_eq!(world.dir().current().unwrap().unwrap().generation, 1);

    let next = lock.begin().unwrap();
    assert!(next > abandoned);
    assert!(!world.dir().generation(abandoned).exists());
    assert!(world.dir().generation(1).exists());
}

#[test]
fn a_damaged_pointer_is_named_and_healed_by_a_build() {
    let world = World::of(&[]);
    for damage in ["", "x\n", "1\nx\n", "-1"] {
        fs::write(world.dir().root().join("CURRENT"), damage).unwrap();
        assert!(
            matches!(world.dir().current(), Err(DirError::Damaged(_))),
            "{damage:?}"
        );
    }
    world.publish(&[]);
    assert_eq!(world.snapshot().documents(), 0);
}

#[test]
fn a_lost_pointer_keeps_the_newest_complete_generation_until_a_build_is_served() {
    for damage in [Some("x\n"), None] {
        let world = World::of(&[]);
        world.publish(&[]);
        let lock = world.dir().lock("a test").unwrap();
        let abandoned = lock.begin().unwrap();
        drop(Writer::create(&world.dir().generation(abandoned), world::LIMITS).unwrap());
        let pointer = world.dir().root().join("CURRENT");
        match damage {
            Some(text) => fs::write(pointer, text).unwrap(),
            None => fs::remove_file(pointer).unwrap(),
        }

        let next = lock.begin().unwrap();

        let kept = |n| world.dir().generation(n).exists();
        assert_eq!(
            (1..=next).map(kept).collect::<Vec<_>>(),
            [false, true, false, true]
        );
        lock.publish(next).unwrap();
        assert!(!kept(2) && kept(next));
    }
}

#[test]
fn an_abandoned_generation_is_removed_unless_it_is_served() {
    let world = World::of(&[]);
    let lock = world.dir().lock("a test").unwrap();
    let failed = lock.begin().unwrap();
    lock.abandon(failed).unwrap();
    assert!(!world.dir().generation(failed).exists());
    lock.abandon(1).unwrap();
    assert_eq!(world.snapshot().generation(), 1);
}

#[test]
fn a_commit_carries_its_checkpoint() {
    let world = World::of(&[]);
    let folder = world.dir().generation(1);
    assert_eq!(Writer::checkpoint(&folder).unwrap(), world::checkpoint(1));
    let mut writer = world.writer();
    writer.commit(&world::checkpoint(4711)).unwrap();
    drop(writer);
    assert_eq!(Writer::checkpoint(&folder).unwrap().position, 4711);
    assert_eq!(world.snapshot().checkpoint().position, 4711);
}
