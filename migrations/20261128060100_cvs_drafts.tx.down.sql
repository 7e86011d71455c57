DROP TABLE cv_drafts;
