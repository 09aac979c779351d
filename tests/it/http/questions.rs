//! The question catalogue: the list of questions, and each of them under its address.

use needledrop::graphql::questions;

use super::*;

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn app() -> (support::Fresh, Router) {
    let fresh = support::seeded_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    (fresh, app)
}

#[tokio::test]
async fn the_list_of_questions() {
    let (_fresh, app) = app().await;
    let list = send_to(app.clone(), get("/q")).await;
    assert_eq!((list.status.as_u16(), list.header("content-type")), (200, JSON));
    let listed = list.json()["questions"].as_array().unwrap().clone();
    assert!(listed.len() >= 25, "{} questions", listed.len());
    for question in &listed {
        let name = question["name"].as_str().unwrap();
        assert!(!question["title"].as_str().unwrap().is_empty(), "{name}");
        assert!(!question["description"].as_str().unwrap().is_empty(), "{name}");
        assert!(question["document"].as_str().unwrap().contains("query "), "{name}");
        // Whatever has no default has a value in the example, so that each can be asked at once.
        for variable in question["variables"].as_array().unwrap() {
            let known =
                !variable["default"].is_null() || !question["example"][variable["name"].as_str().unwrap()].is_null();
            assert!(known, "{name}: {variable}");
        }
    }
    let first =
        listed.iter().find(|question| question["name"] == "directors-with-multiple-listed-soundtracks").unwrap();
    assert_eq!(first["variables"], serde_json::json!([{ "name": "min", "type": "Int!", "default": 2 }]));
    let again = send_to(app.clone(), get_with("/q", "if-none-match", list.header("etag"))).await;
    assert_eq!(again.status, 304);

    let page = send_to(app.clone(), get_with("/q", "accept", BROWSER)).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.text.matches("<a href=\"/q/").count(), listed.len());
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
}

#[tokio::test]
async fn every_question_has_a_page_and_an_answer() {
    let (_fresh, app) = app().await;
    for question in questions::all() {
        let address = format!("/q/{}", question.name);
        let page = send_to(app.clone(), get_with(&address, "accept", BROWSER)).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"), "{address}");
        let variables: Vec<String> = question
            .example
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or(&value.to_string())))
            .collect();
        let address = format!("{address}?{}", variables.join("&"));
        let answer = send_to(app.clone(), get(&address)).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["errors"]), (200, &serde_json::Value::Null), "{address}");
        assert!(answer.header("cache-control").contains("s-maxage"), "{address}");
    }
}

/// A question is a stored document for any client.
#[tokio::test]
async fn questions_are_named_instead_of_sent() {
    let (_fresh, app) = app().await;
    let question = questions::find("directors-with-multiple-listed-soundtracks").unwrap();
    let whole = send_to(app.clone(), get("/q/directors-with-multiple-listed-soundtracks?min=3")).await.json();
    assert_eq!(whole["data"]["directors"]["totalCount"], 1);
    for id in [&question.name, &question.id] {
        let address = format!("/graphql?documentId={id}&variables=%7B%22min%22:3%7D");
        assert_eq!(send_to(app.clone(), get(&address)).await.json(), whole, "{id}");
        let body = serde_json::json!({ "documentId": id, "variables": { "min": 3 } }).to_string();
        assert_eq!(send_to(app.clone(), post(body)).await.json(), whole, "{id}");
    }
}

#[tokio::test]
async fn variables_are_parameters() {
    let (fresh, app) = app().await;
    let count = async |min: &str| {
        let address = format!("/q/directors-with-multiple-listed-soundtracks?min={min}");
        let answer = send_to(app.clone(), get(&address)).await;
        answer.json()["data"]["directors"]["totalCount"].clone()
    };
    assert_eq!((count("2").await, count("").await, count("3").await), (5.into(), 5.into(), 1.into()));
    let found = send_to(app.clone(), get("/q/find-anything?query=garden%20state")).await;
    assert_eq!(found.json()["data"]["search"]["edges"][0]["matched"], "Garden State");
    // A word of an enum stands for itself.
    let coverage = send_to(app.clone(), get("/q/coverage?by=KIND")).await.json();
    let first = &coverage["data"]["coverage"]["nodes"][0];
    assert_eq!(first["key"], serde_json::json!({ "decade": null, "kind": "CONCERT", "source": null }));
    let consensus = send_to(app.clone(), get("/q/consensus.csv?method=BORDA")).await;
    assert_eq!(consensus.text.lines().nth(1).map(|line| line.starts_with("1,67.0,The Crow,")), Some(true));
    for (address, status, message) in [
        ("/q/nothing", 404, "there is no question `nothing`"),
        ("/q/lists?min=2", 400, "no variable `min`; its variables: none"),
        ("/q/directors-with-multiple-listed-soundtracks?max=2", 400, "its variables: min"),
        ("/q/directors-with-multiple-listed-soundtracks?min=two", 400, "`min` is `two`, which is no `Int!`"),
        ("/q/directors-with-multiple-listed-soundtracks?min=2&min=3", 400, "`min` is given twice"),
        ("/q/lists.xls", 400, "there is no form `xls`"),
        ("/q/find-anything?query=%ff", 400, "not UTF-8"),
    ] {
        let answer = send_to(app.clone(), get(address)).await;
        assert_eq!(answer.status.as_u16(), status, "{address}: {}", answer.text);
        assert!(
            answer.json()["errors"][0]["message"].as_str().unwrap().contains(message),
            "{address}: {}",
            answer.text
        );
    }

    // The same again runs no statement of the question's.
    let address = "/q/directors-with-multiple-listed-soundtracks?min=2&format=csv";
    let first = send_to(app.clone(), get(address)).await;
    fresh.write.execute_unprepared("ALTER TABLE credit RENAME TO gone").await.unwrap();
    let again = send_to(app.clone(), get_with(address, "if-none-match", first.header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}
