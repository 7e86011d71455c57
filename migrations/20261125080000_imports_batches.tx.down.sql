DROP TABLE import_headings;
DROP TABLE import_rows;
DROP TABLE import_batches;
