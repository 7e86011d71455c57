DROP TABLE cv_index;
DROP TABLE cvs;
