package portal_test

import (
	"testing"

	"approdo/app/db/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }
