DELETE FROM retention_settings WHERE purpose IN ('waiting', 'forms');
