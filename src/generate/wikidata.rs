//! The JSON dump of Wikidata: one array, with one entity on each line.

mod items;
mod statement;

use std::path::Path;

use super::{
    Error, Progress, Written,
    chance::Kind,
    json::Json,
    output::{self, Documents, Packing, Piece},
    world::World,
};

pub fn write(
    world: &World,
    out: &Path,
    packing: Packing,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Written>, Error> {
    let name = format!("entities.json{}", packing.ending());
    output::prepare(out, [name.as_str()])?;
    let count = items::count(world);
    let order = world.order(10, count - 1);
    let lines = |start, end| {
        let mut json = Json::new(true);
        let mut piece = Piece::default();
        for at in start..end {
            // The first is always there, so that the others can bring the comma that ends the line before.
            let which = if at == 0 { 0 } else { 1 + order.there(at - 1) };
            let Some(item) = items::item(world, which) else { continue };
            piece.documents += 1;
            if at > 0 {
                json.raw(b",\n");
            }
            item.write(&mut json, world.draw(Kind::Statement, item.number));
        }
        piece.text = json.take();
        piece
    };
    let documents = Documents { count, write: &lines };
    let written = output::file(out, &name, &documents, progress, |file, put| {
        packing.pack(file, |writer| {
            writer.write_all(b"[\n")?;
            put(writer)?;
            writer.write_all(b"\n]\n")
        })
    })?;
    Ok(vec![written])
}
