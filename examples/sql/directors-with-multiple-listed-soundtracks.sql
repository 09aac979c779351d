-- Which directors have several listed soundtracks?
-- A soundtrack is listed when a list picks it or a reader votes for it.
-- As /q/directors-with-multiple-listed-soundtracks has them: one row for each of the soundtracks.
WITH listed AS (
    SELECT DISTINCT soundtrack_id FROM listing WHERE kind IN ('PICK', 'VOTE')
),
directed AS (
    SELECT DISTINCT credit.artist_id, listed.soundtrack_id
    FROM credit
    JOIN film_soundtrack ON film_soundtrack.film_id = credit.film_id
    JOIN listed ON listed.soundtrack_id = film_soundtrack.soundtrack_id
    WHERE credit.role = 'DIRECTOR'
),
counted AS (
    SELECT artist_id, soundtrack_id, count(*) OVER (PARTITION BY artist_id) AS soundtracks
    FROM directed
)
SELECT
    artist.name AS director,
    counted.soundtracks,
    soundtrack.title AS soundtrack,
    film.title AS film,
    film.release_year
FROM counted
JOIN artist ON artist.id = counted.artist_id
JOIN soundtrack ON soundtrack.id = counted.soundtrack_id
LEFT JOIN film_soundtrack ON film_soundtrack.soundtrack_id = soundtrack.id AND film_soundtrack."primary"
LEFT JOIN film ON film.id = film_soundtrack.film_id
WHERE counted.soundtracks >= 2
ORDER BY counted.soundtracks DESC, artist.name_key, artist.id, soundtrack.title_key, soundtrack.id;
