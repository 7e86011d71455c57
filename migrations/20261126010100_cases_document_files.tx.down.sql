DROP TABLE case_document_files;
