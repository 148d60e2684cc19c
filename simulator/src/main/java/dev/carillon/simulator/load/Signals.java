package dev.carillon.simulator.load;

/** The signal of users with a weak network. Called by the thread of the schedule; does its work elsewhere. */
interface Signals extends AutoCloseable {
    /** Nobody's is ever lost. */
    Signals STEADY = new Signals() {
        @Override
        public void lose(int user) {}

        @Override
        public void find(int user) {}

        @Override
        public void close() {}
    };

    void lose(int user);

    void find(int user);

    @Override
    void close();
}
