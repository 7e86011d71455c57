DROP TABLE case_document_lines, case_actions, case_documents;
