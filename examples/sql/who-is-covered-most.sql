-- Who is covered most?
-- Covers, counted by the artists of the original recordings.
SELECT artist.name AS original_artist, count(DISTINCT cover.id) AS covers
FROM cover
LEFT JOIN recording AS original ON original.song_id = cover.song_id AND original.original
LEFT JOIN artist_credit ON artist_credit.recording_id = original.id
LEFT JOIN artist ON artist.id = artist_credit.artist_id
GROUP BY artist.id, artist.name
ORDER BY covers DESC, artist.id NULLS LAST;
