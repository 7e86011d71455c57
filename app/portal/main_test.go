package portal_test

import (
	"os"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/inspect"
)

func TestMain(m *testing.M) {
	inspect.Child(os.Args)
	testdb.Main(m)
}
