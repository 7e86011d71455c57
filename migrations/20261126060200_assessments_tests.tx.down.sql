DROP TABLE given_tests;
