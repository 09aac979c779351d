-- Who plays whose song, and on which soundtrack? The edges of a network of artists.
SELECT DISTINCT
    theirs.name AS original_artist,
    song.title AS song,
    song.first_release_year,
    ours.name AS artist,
    cover.kind,
    soundtrack.title AS soundtrack
FROM cover
JOIN song ON song.id = cover.song_id
JOIN artist_credit AS playing ON playing.recording_id = cover.recording_id
JOIN artist AS ours ON ours.id = playing.artist_id
JOIN recording AS original ON original.song_id = song.id AND original.original
JOIN artist_credit AS played ON played.recording_id = original.id
JOIN artist AS theirs ON theirs.id = played.artist_id
LEFT JOIN track ON track.recording_id = cover.recording_id
LEFT JOIN soundtrack ON soundtrack.id = track.soundtrack_id
ORDER BY original_artist, song, artist, soundtrack NULLS LAST;
