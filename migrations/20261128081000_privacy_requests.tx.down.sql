DROP TABLE privacy_copies;
DROP TABLE privacy_requests;
