ALTER TABLE files DROP CONSTRAINT files_deleted_nameless;
