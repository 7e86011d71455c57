package queue

import "slices"

// State is where a ticket stands.
type State string

// States. A Forwarded ticket waits for one operator; Missed was called and did not
// come; Left went away, or was still in the line when the day was closed.
const (
	Waiting   State = "waiting"
	Forwarded State = "forwarded"
	Called    State = "called"
	Serving   State = "serving"
	Parked    State = "parked"
	Missed    State = "missed"
	Done      State = "done"
	Left      State = "left"
)

// States lists every state in the order a ticket goes through them.
var States = []State{Waiting, Forwarded, Called, Serving, Parked, Missed, Done, Left}

// Verb is what may be done to a ticket.
type Verb string

// Verbs, each with its line in flow.
const (
	Call      Verb = "call"
	CallAgain Verb = "recall"
	Start     Verb = "start"
	Finish    Verb = "finish"
	Park      Verb = "park"
	Miss      Verb = "miss"
	Return    Verb = "return"
	Forward   Verb = "forward"
	Leave     Verb = "leave"
	Close     Verb = "close" // the end of the day, for a meeting nobody ended
)

// Verbs lists every verb in the order of the table.
var Verbs = []Verb{Call, CallAgain, Start, Finish, Park, Miss, Return, Forward, Leave, Close}

// step is one line of the table: from which states a verb leads to which one.
type step struct {
	from []State
	to   State
}

// flow is the one table of what may follow what.
var flow = map[Verb]step{
	Call:      {[]State{Waiting, Forwarded}, Called},
	CallAgain: {[]State{Called}, Called},
	Start:     {[]State{Called}, Serving},
	Finish:    {[]State{Serving}, Done},
	Park:      {[]State{Waiting, Forwarded, Called, Serving}, Parked},
	Miss:      {[]State{Called}, Missed},
	Return:    {[]State{Parked, Missed}, Waiting},
	Forward:   {[]State{Waiting, Forwarded, Called, Serving, Parked}, Forwarded},
	Leave:     {[]State{Waiting, Forwarded, Called, Parked, Missed}, Left},
	Close:     {[]State{Serving}, Done},
}

// May reports whether the verb may be done to a ticket in the state.
func (v Verb) May(s State) bool { return slices.Contains(flow[v].from, s) }

// Open reports whether the person is still at the desk for something.
func (s State) Open() bool { return s != Missed && s != Done && s != Left }

// InLine reports whether the ticket stands in the line to be called.
func (s State) InLine() bool { return Call.May(s) }
