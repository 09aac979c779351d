//! Lists and their listings.

use super::{
    super::form::{self, Fact as _},
    Error, Reader, slug_of, wrong,
};
use crate::catalogue::record::{self, Fact, Key, ListingKind, Node};

impl Reader {
    pub(super) fn list(&mut self, origin: &str, list: &form::List) -> Result<(), Error> {
        let key = Key::Slug(slug_of(Some(&list.slug), "", None, origin)?);
        let columns = [
            ("kind", true),
            ("publisher", list.publisher.is_some()),
            ("author", list.author.is_some()),
            ("url", list.url.is_some()),
            ("published", list.published.is_some()),
        ];
        let names: Vec<&str> = list.title.as_deref().into_iter().collect();
        self.speaker.check(list.said(), &names, &columns, origin)?;
        let evidence = self.speaker.fact(list.said(), &names, &columns, origin)?;
        let record = record::List {
            key: key.clone(),
            kind: list.kind,
            title: list.title.clone(),
            publisher: list.publisher.clone(),
            author: list.author.clone(),
            url: list.url.clone(),
            published: list.published.clone(),
        };
        self.batch.lists.push(Fact { record, origin: origin.to_owned(), evidence });

        for (kind, listings) in
            [(ListingKind::Pick, &list.picks), (ListingKind::Mention, &list.mentions), (ListingKind::Vote, &list.votes)]
        {
            for listing in listings {
                self.listing(&format!("{origin}, `{}`", listing.soundtrack), kind, listing, &key)?;
            }
        }
        Ok(())
    }

    fn listing(&mut self, origin: &str, kind: ListingKind, listing: &form::Listing, list: &Key) -> Result<(), Error> {
        match (kind, listing.reader) {
            (ListingKind::Vote, None) => return Err(wrong(origin, "a vote has the number of its `reader`".to_owned())),
            (ListingKind::Pick | ListingKind::Mention, Some(_)) => {
                return Err(wrong(origin, "only a vote has a `reader`".to_owned()));
            }
            _ => {}
        }

        // A soundtrack that the texts do not declare may be in the database: what it is of, they do not know then.
        let soundtrack = Key::Slug(listing.soundtrack.clone());
        let album = self.albums.get(&soundtrack).cloned();
        let names: Vec<&str> = match &album {
            Some(album) => vec![&album.title, &album.of_title],
            None => Vec::new(),
        };
        self.speaker.check(listing.said(), &names, &[], origin)?;
        let evidence = self.speaker.fact(listing.said(), &names, &[], origin)?;
        let record = record::Listing {
            list: list.clone(),
            soundtrack: soundtrack.clone(),
            kind,
            position: listing.position,
            contributor: listing.reader,
            note: listing.note.clone(),
        };
        self.batch.listings.push(Fact { record, origin: origin.to_owned(), evidence });

        // Where only the film is certain, so is not which of its albums is meant, nor that it is the film's.
        let row = self.speaker.row(listing.said(), &names, origin)?;
        if row.is_empty() {
            return Ok(());
        }
        let of = Node::Soundtrack(soundtrack);
        self.batch.namings.push(Fact {
            record: record::Naming { of },
            origin: origin.to_owned(),
            evidence: row.clone(),
        });
        if let Some(album) = &album {
            self.named(album.of.clone(), &[&album.of_title], listing.said(), origin)?;
            if let Some(link) = album.link {
                self.batch.film_soundtracks[link].evidence.extend(row);
            }
        }
        Ok(())
    }
}
