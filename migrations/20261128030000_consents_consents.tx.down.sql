DROP TABLE consent_requests;
DROP TABLE consents;
