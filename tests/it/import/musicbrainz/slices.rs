//! Real slices. Those whose licence lets them lie in the project do; others are read where they are, if they are.

use super::*;

/// Rows of MusicBrainz (CC0) in the form of the dump of its tables, see the remark in the folder.
fn mbdump() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/slices/mbdump.tar.bz2")
}

#[tokio::test]
async fn real_rows_of_tables() {
    support::everywhere(async |fresh| {
        let report = import(&fresh, vec![mbdump()], false).await.unwrap();
        assert_eq!(report.rejected, 0);
        assert_eq!(Graph::read(&fresh.read).await.soundtracks.len(), 0, "there is no soundtrack among them");

        let report = import(&fresh, vec![mbdump()], true).await.unwrap();
        assert_eq!((report.rejected, report.catalogue.left_out), (0, 0));
        let graph = Graph::read(&fresh.read).await;
        let counts = graph.counts();
        // `SELECT count(*)` of the tables; writers are two of one work.
        for (table, count) in [("recording", 126), ("song", 52), ("artist", 14), ("song_writer", 2)] {
            assert_eq!(counts[table], count, "{table}");
        }
        let plone = graph.artists.iter().find(|artist| artist.name == "Plone").unwrap();
        assert_eq!(plone.kind, ArtistKind::Group);
        let bus = graph.recordings.iter().find(|recording| recording.title == "On My Bus").unwrap();
        assert_eq!(graph.artists_of(bus.id), [plone.id]);
        assert_eq!(bus.release_year, Some(1999));
    })
    .await;
}
