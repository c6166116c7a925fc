package dev.cairn.replica;

/**
 * How an answer is kept for repeats of its request; at most {@link ReplicaLimits#RESPONSE_BYTES_MAX} bytes.
 *
 * @param <R> the answer
 */
public interface ResponseCodec<R> {

    byte[] encode(R response);

    R decode(byte[] bytes);
}
