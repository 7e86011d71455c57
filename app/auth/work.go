package auth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/fault"
)

// Work is a question that costs a browser a moment and a crowd of them a lot: find
// an Answer with which SHA-256 of "word:answer" begins with Bits zero bits. Who has
// no script waits instead, until After.
type Work struct {
	Word string
	Bits int
	// After is from when the word is good without an answer.
	After time.Time
}

// Times of a Work.
const (
	// WorkLife is how long a word can be answered.
	WorkLife = 10 * time.Minute
	// WorkWait is how long one waits instead of answering.
	WorkWait = 30 * time.Second
	// waiters within WorkLife is how many of a network may wait instead of working:
	// enough for people, too few for a machine.
	waiters = 10

	workSeal  = "work"
	mostWord  = 200
	mostReply = 20
)

// AskWork makes a question for a network. It keeps nothing.
func (s Signer) AskWork(net Network, zeros int, now time.Time) Work {
	data := binary.BigEndian.AppendUint64([]byte{byte(zeros)}, uint64(now.Unix()))
	word := s.Seal(workSeal, append(data, net.Near...), now.Add(WorkLife))
	return Work{Word: word, Bits: zeros, After: time.Unix(now.Unix(), 0).Add(WorkWait)}
}

// openWork reads a question of ours that was made for the network and can still be
// answered.
func (s Signer) openWork(net Network, word string, now time.Time) (Work, bool) {
	if len(word) > mostWord || !canonical(word) {
		return Work{}, false
	}
	data, err := s.Unseal(workSeal, word, now)
	if err != nil || len(data) < 9 || !bytes.Equal(data[9:], net.Near) {
		return Work{}, false
	}
	asked := time.Unix(int64(binary.BigEndian.Uint64(data[1:9])), 0)
	return Work{Word: word, Bits: int(data[0]), After: asked.Add(WorkWait)}, true
}

// canonical refuses other spellings of the same bytes, each of which would count as
// a word of its own.
func canonical(word string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(word)
	return err == nil && base64.RawURLEncoding.EncodeToString(raw) == word
}

// solved reports whether the answer is right: one hash, whatever was sent.
func (w Work) solved(answer string) bool {
	if answer == "" || len(answer) > mostReply {
		return false
	}
	sum := sha256.Sum256([]byte(w.Word + ":" + answer))
	zeros := 0
	for _, b := range sum {
		zeros += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return zeros >= w.Bits
}

// Reply is what a browser sends back to a Work.
type Reply struct{ Word, Answer string }

// JudgeWork says whether the reply opens the way: it was answered, or the wait is
// over. A word opens it once, whatever is sent twice. If not, next is what to ask:
// the same word while its wait runs, or a fresh one (of zeros bits) where the word
// was spent, ran out or was never ours. Too many of a network that wait are
// TooMany. Give a connection outside any change: it counts.
func (s Signer) JudgeWork(ctx context.Context, idb bun.IDB, net Network, r Reply, zeros int, now time.Time) (good bool, next Work, err error) {
	w, ours := s.openWork(net, r.Word, now)
	if !ours {
		return false, s.AskWork(net, zeros, now), nil
	}
	if !w.solved(r.Answer) {
		if now.Before(w.After) {
			return false, w, nil
		}
		if err := Allow(ctx, idb, "work.wait:"+hex.EncodeToString(net.Near), waiters, WorkLife, now); err != nil {
			return false, w, err
		}
	}
	err = Allow(ctx, idb, "work.word:"+r.Word, 1, WorkLife, now)
	if fault.Is(err, fault.TooMany) {
		return false, s.AskWork(net, zeros, now), nil
	}
	return err == nil, Work{}, err
}
