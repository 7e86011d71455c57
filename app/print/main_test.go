package print_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"approdo/app/print"
)

// helper names a folder where this test binary runs as a second program.
const helper = "PRINT_HELPER"

func TestMain(m *testing.M) {
	dir := os.Getenv(helper)
	if dir == "" {
		os.Exit(m.Run())
	}
	p := print.New(print.Options{Dir: dir})
	if _, err := p.PDF(context.Background(), document("Prova", "<p>una</p>")); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	fmt.Println("printed")
	time.Sleep(time.Minute)
}
