-- How surely is it known who directed what? Credits of directors by how their sources say them.
-- One credit may have evidence of several sources.
SELECT evidence.method, source.name AS source, count(*) AS credits, round(avg(evidence.confidence), 3) AS confidence
FROM evidence
JOIN source ON source.id = evidence.source_id
JOIN credit ON credit.id = evidence.subject_id
WHERE evidence.subject = 'CREDIT' AND credit.role = 'DIRECTOR'
GROUP BY evidence.method, source.id, source.name
ORDER BY credits DESC, evidence.method, source.id;
