//! One loader at a time for each flight of this process; whoever comes meanwhile waits for it.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fnv::FnvHashMap;
use search::model::FlightId;
use tokio::sync::watch;

/// What a waiter hears: nothing yet, or whether the map was loaded.
type Ear = watch::Receiver<Option<bool>>;

/// The loaders that are under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Loaders(Arc<Mutex<FnvHashMap<FlightId, Ear>>>);

/// Takes a loader off the list, also when it dies.
struct OnTheList(Loaders, FlightId);

impl Loaders {
    /// Waits until the flight's map has been loaded: by the loader that is under way, or else by
    /// `load`, which runs in a task of its own, so that a caller who goes away ends it for nobody.
    /// Whether it was loaded; `false` too when the loader died.
    pub(super) async fn wait<F>(&self, flight: FlightId, load: impl FnOnce() -> F) -> bool
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let mut ear = self.ear(flight, load);
        match ear.wait_for(Option::is_some).await {
            Ok(loaded) => *loaded == Some(true),
            Err(_) => false,
        }
    }

    fn ear<F>(&self, flight: FlightId, load: impl FnOnce() -> F) -> Ear
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let mut under_way = self.list();
        if let Some(ear) = under_way.get(&flight) {
            return ear.clone();
        }
        let (tell, ear) = watch::channel(None);
        under_way.insert(flight, ear.clone());
        let on_the_list = OnTheList(self.clone(), flight);
        let load = load();
        tokio::spawn(async move {
            let loaded = load.await;
            // First off the list: whoever hears of this one and still finds no map starts anew.
            drop(on_the_list);
            tell.send_replace(Some(loaded));
        });
        ear
    }

    fn list(&self) -> MutexGuard<'_, FnvHashMap<FlightId, Ear>> {
        // A panic never leaves the list half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OnTheList {
    fn drop(&mut self) {
        self.0.list().remove(&self.1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    const FLIGHT: FlightId = FlightId(7);

    #[tokio::test]
    async fn of_many_who_need_a_map_one_loads_it() {
        let loaders = Loaders::default();
        let loads = Arc::new(AtomicU32::new(0));
        let gate = Arc::new(Semaphore::new(0));
        let waiters = (0..100).map(|_| {
            loaders.wait(FLIGHT, || {
                loads.fetch_add(1, Ordering::Relaxed);
                let gate = Arc::clone(&gate);
                async move { gate.acquire().await.is_ok() }
            })
        });
        let open = async { gate.add_permits(1) };
        let (loaded, ()) = tokio::join!(join_all(waiters), open);
        assert_eq!(loaded, [true; 100]);
        assert_eq!(loads.load(Ordering::Relaxed), 1);
        assert!(loaders.list().is_empty());
    }

    #[tokio::test]
    async fn each_flight_has_a_loader_of_its_own() {
        let loaders = Loaders::default();
        let first = loaders.ear(FLIGHT, std::future::pending);
        assert!(loaders.wait(FlightId(8), || async { true }).await);
        assert!(first.borrow().is_none());
    }

    #[tokio::test]
    async fn a_loader_that_dies_lets_the_next_one_try() {
        let loaders = Loaders::default();
        assert!(!loaders.wait(FLIGHT, || async { panic!("died") }).await);
        assert!(loaders.wait(FLIGHT, || async { true }).await);
    }

    #[tokio::test]
    async fn a_loader_goes_on_without_the_caller_who_started_it() {
        let loaders = Loaders::default();
        let gate = Arc::new(Semaphore::new(0));
        let theirs = Arc::clone(&gate);
        // Nobody waits for this one any more.
        drop(loaders.ear(FLIGHT, || async move { theirs.acquire().await.is_ok() }));
        let second = loaders.wait(FLIGHT, || async { panic!("there is a loader already") });
        let open = async { gate.add_permits(1) };
        let (loaded, ()) = tokio::join!(second, open);
        assert!(loaded);
    }
}
