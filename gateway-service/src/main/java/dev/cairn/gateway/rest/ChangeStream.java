package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.InodeNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a walk of any length as lines of JSON, a page of the service at a time, so that memory does not grow with it. Lines
 * with nothing but numbers, which are what long walks are about, are made without the JSON library.
 */
record ChangeStream(Archive archive, JsonMapper json) {

    static final String MEDIA_TYPE = "application/x-ndjson";

    private static final int BUFFER_BYTES = 64 << 10;
    /** Digits of the greatest unsigned number. */
    private static final int DIGITS_MAX = 20;

    private static final byte[] SEQ = ascii("{\"seq\":\"");
    private static final byte[] INODE = ascii("\",\"inode\":\"");
    private static final byte[] END = ascii("\"}\n");

    private static final int LINE_BYTES_MAX = SEQ.length + INODE.length + END.length + 2 * DIGITS_MAX;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The last line of a stream. */
    record Last(String next, String stableSeq) {}

    /** Ends at what is stable when it begins, so it ends however fast files change. */
    void write(Calls calls, ChangeQuery query, long limit, OutputStream out) throws IOException {
        long stable = archive.stableSeq(calls.reading());
        SeqPosition stableEnd = new SeqPosition(stable, SeqPosition.END.inode());
        boolean isClamped = query.to().compareTo(stableEnd) > 0;
        SeqPosition to = isClamped ? stableEnd : query.to();
        var lines = new Lines(out);
        SeqPosition from = query.from();
        long left = limit;
        boolean isAtEnd = false;
        while (!isAtEnd && left > 0) {
            int most = (int) Math.min(left, query.limit());
            ChangePage page =
                    archive.changes(calls.reading(), new ChangeQuery(query.index(), from, to, most, query.detail()));
            write(page, lines);
            left -= page.changes().size();
            isAtEnd = page.changes().isEmpty();
            from = isAtEnd ? from : page.changes().getLast().next();
        }
        SeqPosition behindStable = new SeqPosition(stable + 1, new InodeNumber(0));
        boolean isPast = isAtEnd && isClamped && behindStable.compareTo(from) > 0;
        Last last = new Last(Json.position(isPast ? behindStable : from), Long.toUnsignedString(stable));
        lines.object(json.writeValueAsBytes(last));
        lines.flush();
    }

    private void write(ChangePage page, Lines lines) throws IOException {
        if (page.files().isEmpty()) {
            for (SeqPosition change : page.changes()) {
                lines.position(change);
            }
        } else {
            for (int i = 0; i < page.changes().size(); i++) {
                lines.object(json.writeValueAsBytes(Json.Change.of(page, i)));
            }
        }
    }

    /** A buffer of whole lines. Used by one thread. */
    private static final class Lines {

        private final OutputStream out;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int size;

        Lines(OutputStream out) {
            this.out = out;
        }

        void position(SeqPosition change) throws IOException {
            require(LINE_BYTES_MAX);
            put(SEQ);
            digits(change.seq());
            put(INODE);
            digits(change.inode().value());
            put(END);
        }

        void object(byte[] object) throws IOException {
            if (object.length >= BUFFER_BYTES) {
                flush();
                out.write(object);
            } else {
                require(object.length + 1);
                put(object);
            }
            buffer[size++] = '\n';
        }

        private void require(int bytes) throws IOException {
            if (BUFFER_BYTES - size < bytes) {
                flush();
            }
        }

        private void put(byte[] bytes) {
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }

        private void digits(long unsigned) {
            long rest = unsigned;
            int length = 1;
            for (long power = 10; length < DIGITS_MAX && Long.compareUnsigned(rest, power) >= 0; power *= 10) {
                length++;
            }
            for (int i = length - 1; i >= 0; i--) {
                long tenth = Long.divideUnsigned(rest, 10);
                buffer[size + i] = (byte) ('0' + (int) (rest - tenth * 10));
                rest = tenth;
            }
            size += length;
        }

        void flush() throws IOException {
            out.write(buffer, 0, size);
            size = 0;
        }
    }
}
