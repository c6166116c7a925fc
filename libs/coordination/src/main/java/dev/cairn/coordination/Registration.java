package dev.cairn.coordination;

/** A member's presence. It is restored by itself after the loss of a session, for as long as it is open. */
public interface Registration extends AutoCloseable {

    Member member();

    /** Removes the member. Whatever it leads counts as lost from this moment. Closing twice is harmless. */
    @Override
    void close();
}
