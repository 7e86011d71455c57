DROP INDEX case_holders_case;
