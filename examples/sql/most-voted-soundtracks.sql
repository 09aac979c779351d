-- Which soundtracks have the most votes?
-- Readers' votes, from three up.
SELECT soundtrack.title, count(*) AS votes
FROM listing
JOIN soundtrack ON soundtrack.id = listing.soundtrack_id
WHERE listing.kind = 'VOTE'
GROUP BY soundtrack.id, soundtrack.title
HAVING count(*) >= 3
ORDER BY votes DESC, soundtrack.id;
