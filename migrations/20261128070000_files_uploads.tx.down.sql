DROP TABLE file_upload_parts;
DROP TABLE file_uploads;
