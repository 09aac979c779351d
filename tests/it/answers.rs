//! Every question and every case, asked of both databases.

use needledrop::engine::Engine;
use needledrop::graphql::{Api, Request};

use crate::support;

#[tokio::test]
async fn questions_run() {
    support::everywhere(async |fresh| {
        let api = Api::new(Engine::new(fresh.read.clone()), Default::default()).unwrap();
        for entry in std::fs::read_dir("questions").unwrap() {
            let path = entry.unwrap().path();
            let query = std::fs::read_to_string(&path).unwrap();
            let response = api.execute(Request::new(query)).await;
            println!("{} {}", path.display(), String::from_utf8_lossy(&response.to_json()));
            for s in &response.statements {
                println!("   {} [{}]", s.sql, s.rows);
            }
        }
        std::fs::write("/tmp/schema.graphql", api.sdl()).unwrap();
    })
    .await;
}
