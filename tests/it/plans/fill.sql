-- A database of the benchmark's size. Both databases read these statements alike; what stands in braces is written out by
-- `fill.rs`. Numbers follow from the number `i` of the row, so that the rows are the same each time. Pairs that come
-- twice count once.

INSERT INTO film (id, slug, title, title_key, kind, release_year)
    SELECT i, {title 1} || '-' || i, {title 1}, {title 1}, 'FEATURE', 1929 + {any 4 97} FROM {numbers 20000};
INSERT INTO identifier (id, scheme, value, subject, subject_id)
    SELECT i, 'IMDB', 'tt' || i, 'FILM', i FROM {numbers 20000};

-- The performers of recordings come first, then people of films.
INSERT INTO artist (id, slug, name, name_key, kind)
    SELECT i, {name 10} || '-' || i, {name 10}, {name 10}, CASE WHEN i % 2 = 0 THEN 'PERSON' ELSE 'GROUP' END
    FROM {numbers 80000};

-- Nine credits of each film: one director, or two, with writers, a composer and a cast.
INSERT INTO credit (film_id, artist_id, role, position)
    SELECT
        (i - 1) / 9 + 1,
        30000 + CASE i % 9
            WHEN 1 THEN {skewed 20 12500} WHEN 2 THEN {skewed 21 12500} WHEN 3 THEN {skewed 22 12500}
            WHEN 4 THEN {skewed 23 2500} ELSE {skewed 24 50000}
        END,
        CASE
            WHEN i % 9 = 1 OR i % 90 = 2 THEN 'DIRECTOR' WHEN i % 9 IN (2, 3) THEN 'WRITER'
            WHEN i % 9 = 4 THEN 'COMPOSER' ELSE 'CAST'
        END,
        i % 9 + 1
    FROM {numbers 180000} WHERE TRUE ON CONFLICT DO NOTHING;

INSERT INTO song (id, slug, title, title_key)
    SELECT i, {title 30} || '-' || i, {title 30}, {title 30} FROM {numbers 60000};

-- One of each song, which is the original of most; then more of some songs; then the originals that are missing.
INSERT INTO recording (id, title, title_key, song_id, original)
    SELECT
        i, {title 33}, {title 33},
        CASE WHEN i <= 60000 THEN i WHEN i <= 90000 THEN {skewed 36 60000} ELSE (i - 90000) * 20 END,
        (i <= 60000 AND i % 20 <> 0) OR i > 90000
    FROM {numbers 93000};
INSERT INTO artist_credit (recording_id, artist_id, position)
    SELECT i, {skewed 37 30000}, 1 FROM {numbers 93000};
INSERT INTO cover (recording_id, song_id, kind)
    SELECT i, song_id, 'COVER' FROM {numbers 90000} JOIN recording ON id = i
    WHERE (i <= 60000 AND i % 20 = 0) OR (i > 60000 AND i % 10 < 6);

INSERT INTO soundtrack (id, slug, title, title_key, kind, release_year)
    SELECT
        i, {title 40} || '-' || i, {title 40}, {title 40},
        CASE i % 4 WHEN 0 THEN 'SCORE' WHEN 1 THEN 'MIXED' ELSE 'SONGS' END, 1949 + {any 43 77}
    FROM {numbers 8000};
-- Most films that have a soundtrack have one.
INSERT INTO film_soundtrack (film_id, soundtrack_id, "primary")
    SELECT (CASE WHEN i > 6800 THEN i - 6800 ELSE i END) * 7919 % 20000 + 1, i, TRUE FROM {numbers 8000};
INSERT INTO track (soundtrack_id, recording_id, disc, position, title, title_key, in_film)
    SELECT (i - 1) / 15 + 1, {skewed 50 90000}, 1, (i - 1) % 15 + 1, {title 51}, {title 51}, i % 3 > 0
    FROM {numbers 120000};

INSERT INTO list (id, slug, kind, title, title_key)
    SELECT i, 'list-' || i, CASE WHEN i % 3 = 0 THEN 'POLL' ELSE 'EDITORIAL' END, {title 60}, {title 60}
    FROM {numbers 60};
INSERT INTO listing (list_id, soundtrack_id, kind, position, contributor)
    SELECT
        {skewed 70 60}, {skewed 71 8000}, CASE WHEN i % 3 = 0 THEN 'VOTE' ELSE 'PICK' END, i % 40 + 1,
        CASE WHEN i % 3 = 0 THEN {any 72 30} END
    FROM {numbers 3000} WHERE TRUE ON CONFLICT DO NOTHING;

INSERT INTO cue (film_id, song_id, recording_id, on_soundtrack)
    SELECT {any 80 20000}, r.song_id, r.id, CASE i % 3 WHEN 0 THEN TRUE WHEN 1 THEN FALSE END
    FROM {numbers 5000} JOIN recording AS r ON r.id = {any 81 60000};
INSERT INTO source (id, name, kind) SELECT i, 'source ' || i, 'ARTICLE' FROM {numbers 3};
INSERT INTO evidence (source_id, subject, subject_id, method, confidence)
    SELECT
        i % 3 + 1, CASE WHEN i % 2 = 0 THEN 'CREDIT' ELSE 'LISTING' END, i / 2 + 1,
        CASE WHEN i % 4 = 0 THEN 'STATED' ELSE 'ID_EXACT' END, 1
    FROM {numbers 40000};

-- What the questions ask for by name.
UPDATE film SET slug = 'vanilla-sky-2001', title = 'Vanilla Sky', title_key = 'vanilla sky' WHERE id = 7920;
UPDATE artist SET name = 'Vanilla Sky', name_key = 'vanilla sky' WHERE id = 1;
UPDATE soundtrack SET title = 'Vanilla Sky', title_key = 'vanilla sky' WHERE id = 1;
UPDATE song SET title = 'Vanilla Sky', title_key = 'vanilla sky' WHERE id = 1;
UPDATE recording SET title = 'Vanilla Sky', title_key = 'vanilla sky' WHERE id = 1;
UPDATE list SET title = 'Vanilla Sky', title_key = 'vanilla sky' WHERE id = 1;

INSERT INTO search_entry (subject, subject_id, name, words)
    SELECT subject, subject_id, name, words FROM search_name ORDER BY subject, subject_id, place;
