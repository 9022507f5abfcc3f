//! The same scripts, unchanged, on a Redis Cluster of three processes.

use std::collections::HashSet;

use api::booking::seats::script::Keys;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use redis::AsyncCommands;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use search::model::FlightId;
use tokio::runtime::Runtime;

use super::Map;
use super::model::{cabin, pick, play, step};
use super::server::{Server, until};

const FLAGS: [&str; 2] = ["--cluster-enabled", "yes"];

/// The slots of each node: all 16,384 of them.
const SLOTS: [(u16, u16); 3] = [(0, 5_460), (5_461, 10_922), (10_923, 16_383)];

/// Three servers that are one cluster.
struct Cluster {
    nodes: Vec<Server>,
}

impl Cluster {
    async fn start() -> Self {
        let mut nodes = Vec::new();
        for (first, last) in SLOTS {
            let node = Server::start(&FLAGS).await;
            let () = redis::cmd("CLUSTER")
                .arg("ADDSLOTSRANGE")
                .arg(first)
                .arg(last)
                .query_async(&mut node.talk().await)
                .await
                .unwrap();
            nodes.push(node);
        }
        for other in &nodes[1..] {
            let () = redis::cmd("CLUSTER")
                .arg("MEET")
                .arg("127.0.0.1")
                .arg(other.port)
                .query_async(&mut nodes[0].talk().await)
                .await
                .unwrap();
        }
        let cluster = Self { nodes };
        until(async || cluster.is_whole().await).await;
        cluster
    }

    /// Whether every node knows of every slot.
    async fn is_whole(&self) -> bool {
        for node in &self.nodes {
            let info: String = redis::cmd("CLUSTER")
                .arg("INFO")
                .query_async(&mut node.talk().await)
                .await
                .unwrap();
            let says = |line: &str| info.lines().any(|l| l == line);
            if !says("cluster_state:ok") || !says("cluster_known_nodes:3") {
                return false;
            }
        }
        true
    }

    async fn talk(&self) -> ClusterConnection {
        let urls: Vec<_> = self.nodes.iter().map(Server::url).collect();
        let client = ClusterClient::new(urls).unwrap();
        client.get_async_connection().await.unwrap()
    }
}

#[test]
fn on_a_cluster_the_scripts_do_what_the_model_does() {
    let runtime = Runtime::new().unwrap();
    let cluster = runtime.block_on(Cluster::start());
    let redis = runtime.block_on(cluster.talk());
    let flights = (cabin(), vec(any::<Index>(), 0..60), vec(step(), 1..10));
    let cases = super::rounds().min(50);
    let mut runner = TestRunner::new(Config::with_cases(cases));
    let flight = std::cell::Cell::new(0);
    let played = runner.run(&flights, |(plan, taken, steps)| {
        flight.set(flight.get() + 1);
        let capacity = plan.first + plan.seats;
        let mut model: HashSet<_> = pick(&taken, capacity).into_iter().collect();
        runtime.block_on(async {
            let mut map = Map {
                redis: redis.clone(),
                keys: Keys::new("", FlightId(flight.get())),
            };
            map.load(capacity, &model).await;
            for step in steps {
                let (said, expected) = play(&step, &mut map, &mut model, (&plan, capacity)).await;
                prop_assert_eq!(said, expected, "{:?}", step);
            }
            Ok(())
        })
    });
    played.unwrap();

    // Every node had its share, or this was no cluster.
    for node in &cluster.nodes {
        let keys: Vec<String> =
            runtime.block_on(async { node.talk().await.keys("*").await.unwrap() });
        assert!(!keys.is_empty());
    }
}
