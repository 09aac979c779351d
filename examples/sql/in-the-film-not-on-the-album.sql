-- Which songs are in a film and not on its album?
-- Only those of which that is known: where `on_soundtrack` is null, nobody has said.
SELECT film.title AS film, song.title AS song, artist.name AS artist
FROM cue
JOIN film ON film.id = cue.film_id
LEFT JOIN song ON song.id = cue.song_id
LEFT JOIN artist_credit ON artist_credit.recording_id = cue.recording_id
LEFT JOIN artist ON artist.id = artist_credit.artist_id
WHERE NOT cue.on_soundtrack
ORDER BY cue.id, artist_credit.position;
