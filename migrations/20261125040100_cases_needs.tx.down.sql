DROP TABLE case_needs;
