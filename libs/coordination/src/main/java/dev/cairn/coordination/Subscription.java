package dev.cairn.coordination;

/** A listener that is being told; closing ends that, though a call under way may still arrive. */
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
