// What interfacebloat promises: an interface of more than ten methods.
package interfacebloat

type Store interface { // want quality/interface-bloat
	Create(string) error
	Read(string) (string, error)
	Update(string) error
	Delete(string) error
	List() ([]string, error)
	Count() (int, error)
	Begin() error
	Commit() error
	Rollback() error
	Ping() error
	Close() error
}

type repository[T any] interface { // want quality/interface-bloat
	Create(T) error
	Read(string) (T, error)
	Update(T) error
	Delete(string) error
	List() ([]T, error)
	Find(func(T) bool) (T, error)
	Count() (int, error)
	Each(func(T)) error
	First() (T, error)
	Last() (T, error)
	Lock(T) error
	Unlock(T) error
}

func serve(backend interface { // want quality/interface-bloat
	A()
	B()
	C()
	D()
	E()
	F()
	G()
	H()
	I()
	J()
	K()
}) {
	backend.A()
}
