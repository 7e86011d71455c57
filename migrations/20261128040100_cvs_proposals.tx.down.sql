DROP TABLE cv_proposals;
