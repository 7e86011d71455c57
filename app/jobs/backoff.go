package jobs

import (
	"math/rand/v2"
	"time"
)

const (
	firstWait = 4 * time.Second
	longest   = 30 * time.Minute
)

// backoff is the wait before the next attempt after attempt (1, 2, …) failed:
// 4 s doubled each time up to 30 min, give or take a quarter, so that what failed
// together does not come back together.
func backoff(attempt int) time.Duration {
	wait := longest
	if attempt < 10 {
		wait = min(longest, firstWait<<(max(attempt, 1)-1))
	}
	return wait*3/4 + rand.N(wait/2)
}
