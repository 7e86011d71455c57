DROP TABLE page_ratings;
DROP TABLE page_reports;
