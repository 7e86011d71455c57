DROP TABLE calendar_feeds;
DROP INDEX appointments_list;
