DROP TABLE case_holders, cases;
