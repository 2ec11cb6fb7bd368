// What nilerr promises: a nil error returned on the branch where the error is known not to be nil, and the error
// returned on the branch where it is known to be nil.
package nilerr

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
)

type user struct{ name string }

func load(string) (*user, error) { return nil, errors.New("down") }
func save(*user) error           { return errors.New("down") }

func onlyResult(path string) error {
	err := os.Remove(path)
	if err != nil {
		return nil // want errors/nil-returned-on-err
	}
	return nil
}

func lastResult(path string) (int64, error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, nil // want errors/nil-returned-on-err
	}
	defer file.Close()
	written, err := file.WriteString("x")
	if err != nil {
		return 0, nil // want errors/nil-returned-on-err
	}
	return int64(written), nil
}

func ofProbe(text string) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, nil // miss errors/nil-returned-on-err: a text that is no number is an answer of its own
	}
	return number, nil
}

func amongConditions(name string) (*user, error) {
	u, err := load(name)
	if err != nil || u == nil {
		return nil, nil // want errors/nil-returned-on-err
	}
	return u, nil
}

func inCase(name string) (*user, error) {
	u, err := load(name)
	switch {
	case err != nil:
		return nil, nil // want errors/nil-returned-on-err
	case u.name == "":
		return nil, errors.New("no name")
	}
	return u, nil
}

func afterCleanup(u *user, undo func()) error {
	lock, err := os.Create("lock")
	if err != nil {
		return err
	}
	if err := save(u); err != nil {
		lock.Close()
		return nil // want errors/nil-returned-on-err
	}
	return lock.Close()
}

type repository struct{ find func(string) (*user, error) }

func (r *repository) first(names ...string) (*user, error) {
	for _, name := range names {
		u, err := r.find(name)
		if err != nil {
			return nil, nil // want errors/nil-returned-on-err
		}
		if u != nil {
			return u, nil
		}
	}
	return nil, errors.New("nobody")
}

func generic[T any](get func() (T, error)) (T, error) {
	var zero T
	got, err := get()
	if err != nil {
		return zero, nil // want errors/nil-returned-on-err
	}
	return got, nil
}

func scopedToIf(u *user) error {
	if err := save(u); err != nil {
		return nil // want errors/nil-returned-on-err
	}
	return errors.New("saved twice")
}

func pointerResult(name string) (*user, error) {
	u, err := load(name)
	if err != nil {
		return nil, nil // want errors/nil-returned-on-err
	}
	return u, nil
}

func reversedComparison(data []byte) (map[string]int, error) {
	var decoded map[string]int
	err := json.Unmarshal(data, &decoded)
	if nil != err {
		return nil, nil // want errors/nil-returned-on-err
	}
	return decoded, nil
}

func elseBranch(u *user) error {
	err := save(u)
	if err == nil {
		u.name = "saved"
	} else {
		return nil // want errors/nil-returned-on-err
	}
	return nil
}

func nilBranchReturnsError(u *user) error {
	err := save(u)
	if err == nil {
		return err // want errors/nil-returned-on-err
	}
	return nil
}

func nilBranchReturnsErrorLast(name string) (*user, error) {
	u, err := load(name)
	if err == nil {
		return u, err // miss errors/nil-returned-on-err: returning the nil error with a good result is lazy, not wrong
	}
	return nil, errors.New("no user")
}

func inClosure(u *user) func() error {
	return func() error {
		if err := save(u); err != nil {
			return nil // want errors/nil-returned-on-err
		}
		return nil
	}
}

func inLoop(names []string) ([]*user, error) {
	var users []*user
	for _, name := range names {
		u, err := load(name)
		if err != nil {
			return nil, nil // want errors/nil-returned-on-err
		}
		users = append(users, u)
	}
	return users, nil
}

func inElseOfCheck(name string) (*user, error) {
	if u, err := load(name); err == nil {
		return u, nil
	} else {
		return nil, nil // want errors/nil-returned-on-err
	}
}

func severalChecks(names [2]string) (*user, error) {
	first, err := load(names[0])
	if err != nil {
		return nil, err
	}
	second, err := load(names[1])
	if err != nil {
		return nil, nil // want errors/nil-returned-on-err
	}
	first.name += second.name
	return first, nil
}

func namedResults(u *user) (saved bool, failure error) {
	failure = save(u)
	if failure == nil {
		return false, errors.New("saved twice")
	}
	return true, failure
}

func nestedCheck(u *user, force bool) error {
	if !force {
		if err := save(u); err != nil {
			return nil // want errors/nil-returned-on-err
		}
	}
	return save(u)
}

func emptyValue(name string) (user, error) {
	u, err := load(name)
	if err != nil {
		return user{}, nil // want errors/nil-returned-on-err
	}
	return *u, nil
}
