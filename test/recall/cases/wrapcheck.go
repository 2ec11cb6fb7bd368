// What wrapcheck promises: an error that comes from another package or through an interface and is returned without a
// word of context.
package wrapcheck

import (
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
)

type settings struct{ Port int }

func returnedVariable(path string) (*settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err // except errors/return-unwrapped: the error names its operation and its path
	}
	var read settings
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, err // except errors/return-unwrapped: an error of encoding/json says that it is one
	}
	return &read, nil
}

func returnedFromMethod(db *sql.DB, id int) (name string, failure error) {
	tx, failure := db.Begin()
	if failure != nil {
		return "", failure // want errors/return-unwrapped
	}
	if failure = tx.QueryRow("SELECT name FROM users WHERE id = $1", id).Scan(&name); failure != nil {
		tx.Rollback()
		return "", failure // want errors/return-unwrapped
	}
	failure = tx.Commit()
	return name, failure // want errors/return-unwrapped
}

func returnedFromClient(client *http.Client, text string) (int, error) {
	target, err := url.Parse(text)
	if err != nil {
		return 0, err // except errors/return-unwrapped: the error names the URL
	}
	response, err := client.Get(target.String())
	if err != nil {
		return 0, err // except errors/return-unwrapped: the error names method and URL
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return 0, err // want errors/return-unwrapped
	}
	return response.StatusCode, nil
}

func returnedFromElse(text string) (int, error) {
	unquoted, err := strconv.Unquote(text)
	if err == nil {
		number, err := strconv.Atoi(unquoted)
		if err != nil {
			return 0, err // except errors/return-unwrapped: the error names its function and the text
		}
		return number, nil
	} else {
		return 0, err // except errors/return-unwrapped: the error names its function and the text
	}
}

func returnedFromClosure(path string) func() error {
	return func() error {
		if err := os.Mkdir(path, 0o700); err != nil {
			return err // except errors/return-unwrapped: the error names its operation and its path
		}
		if err := os.Chdir(path); err != nil {
			return err // except errors/return-unwrapped: the error names its operation and its path
		}
		return nil
	}
}

func delegated(path string) error {
	return os.Chdir(path) // except errors/return-unwrapped: a delegate of one call has nothing to add to the callee's message
}
