-- How are soundtracks spread over the decades of their films, and how many of them are listed?
-- DuckDB's `/` gives fractions and SQLite's whole numbers; `%` is the same in both.
SELECT
    film.release_year - film.release_year % 10 AS decade,
    count(*) AS soundtracks,
    sum(CASE WHEN EXISTS (
        SELECT 1 FROM listing
        WHERE listing.soundtrack_id = film_soundtrack.soundtrack_id AND listing.kind IN ('PICK', 'VOTE')
    ) THEN 1 ELSE 0 END) AS listed
FROM film_soundtrack
JOIN film ON film.id = film_soundtrack.film_id
WHERE film_soundtrack."primary"
GROUP BY film.release_year - film.release_year % 10
ORDER BY decade NULLS LAST;
