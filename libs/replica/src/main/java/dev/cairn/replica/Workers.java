package dev.cairn.replica;

/**
 * Where a replica gets its threads from. Everything it does runs on workers, so a simulation that has its own can decide when
 * what happens.
 */
public interface Workers {

    /** A worker for the replica's life. */
    Worker open(String name);

    /** Workers that are daemon platform threads. */
    static Workers platformThreads() {
        return ThreadWorker::new;
    }
}
