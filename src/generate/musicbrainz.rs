//! The JSON dumps of MusicBrainz: one archive for each kind of entity, with one document on each line.

mod artist;
mod parts;
mod recording;
mod release;
mod release_group;
mod work;

use std::{
    io::{self, Write},
    path::Path,
};

use liblzma::{
    stream::{Check, MtStreamBuilder},
    write::XzEncoder,
};

use super::{
    Error, Progress, Written,
    chance::Kind,
    json::Json,
    output::{self, Documents, Piece},
    world::World,
};

/// The kinds of entities of which a dump is made, how many there are, and how one is written.
type Entity = (&'static str, fn(&World) -> u64, fn(&World, u64, &mut Json));

const ENTITIES: [Entity; 5] = [
    ("artist", World::artists, artist::document),
    ("release-group", World::groups, release_group::document),
    ("release", World::editions, release::document),
    ("work", World::works, work::document),
    ("recording", World::standalone, recording::document),
];

const README: &str = "The file under mbdump/ contains one document (entity) per line, in JSON\n\
                      format, and is named according to the type of entity in the dump.\n";
const COPYING: &str = "These data were made up. They are dedicated to the public domain (CC0).\n";

/// What stands in an archive before the documents, and after them.
const BEFORE: [(&str, &str); 5] = [
    ("TIMESTAMP", "2026-01-03 00:00:01.000000+00\n"),
    ("COPYING", COPYING),
    ("README", README),
    ("REPLICATION_SEQUENCE", "190000\n"),
    ("SCHEMA_SEQUENCE", "31\n"),
];
const AFTER: (&str, &str) = ("JSON_DUMPS_SCHEMA_NUMBER", "1\n");

/// The time of all files in the archives, as in their `TIMESTAMP`.
const TIME: u64 = 1_767_398_401;
/// The fastest that still compresses these documents well.
const PRESET: u32 = 1;
/// A block can be decompressed for itself.
const BLOCK: u64 = 16 << 20;

pub fn write(
    world: &World,
    out: &Path,
    plain: bool,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Written>, Error> {
    let ending = if plain { "jsonl" } else { "tar.xz" };
    let names = ENTITIES.map(|(name, ..)| format!("{name}.{ending}"));
    output::prepare(out, names.iter().map(String::as_str))?;
    let mut written = Vec::new();
    for ((number, (entity, count, document)), name) in (0..).zip(ENTITIES).zip(&names) {
        let count = count(world);
        let order = world.order(number, count);
        let lines = |start, end| {
            let mut json = Json::disordered();
            for at in start..end {
                let which = order.there(at);
                // Before each line but the first, so that none follows the last.
                if at > 0 {
                    json.raw(b"\n");
                }
                json.order(world.draw(Kind::Order, which).apart(number));
                document(world, which, &mut json);
            }
            Piece { text: json.take(), documents: end - start }
        };
        let documents = Documents { count, write: &lines };
        written.push(output::file(out, name, &documents, progress, |file, put| {
            if plain {
                let mut file = file;
                put(&mut file)?;
                file.flush()
            } else {
                archive(file, entity, output::length(&documents)?, put)
            }
        })?);
    }
    Ok(written)
}

/// An archive of a file of so many bytes, which `put` writes.
fn archive(
    file: impl Write,
    entity: &str,
    length: u64,
    put: &mut dyn FnMut(&mut dyn Write) -> io::Result<u64>,
) -> io::Result<()> {
    let threads = u32::try_from(output::threads()).unwrap_or(1);
    let stream =
        MtStreamBuilder::new().threads(threads).preset(PRESET).block_size(BLOCK).check(Check::Crc64).encoder()?;
    let mut archive = XzEncoder::new_stream(file, stream);
    for (name, content) in BEFORE {
        member(&mut archive, name, content)?;
    }
    // The length stands before what it is the length of.
    archive.write_all(header(&format!("mbdump/{entity}"), length)?.as_bytes())?;
    let put = put(&mut archive)?;
    if put != length {
        return Err(io::Error::other(format!("{put} bytes follow where {length} were announced")));
    }
    pad(&mut archive, length)?;
    member(&mut archive, AFTER.0, AFTER.1)?;
    archive.write_all(&[0; 1_024])?;
    archive.finish()?.flush()
}

fn member(archive: &mut impl Write, name: &str, content: &str) -> io::Result<()> {
    archive.write_all(header(name, content.len() as u64)?.as_bytes())?;
    archive.write_all(content.as_bytes())?;
    pad(archive, content.len() as u64)
}

fn header(name: &str, length: u64) -> io::Result<tar::Header> {
    let mut header = tar::Header::new_gnu();
    header.set_path(name)?;
    header.set_size(length);
    header.set_mode(0o644);
    header.set_mtime(TIME);
    header.set_cksum();
    Ok(header)
}

/// The members of an archive begin at multiples of 512.
fn pad(archive: &mut impl Write, length: u64) -> io::Result<()> {
    archive.write_all(&[0; 512][..(length.next_multiple_of(512) - length) as usize])
}
