package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a walk, for copying them elsewhere; holds {@link GatewayLimits#COPY_BUFFER_BYTES} of them at a time. */
final class ExtentInputStream extends InputStream {

    private final ExtentWalk walk;
    private final RunTransfer transfer;
    private InputStream buffer = InputStream.nullInputStream();

    ExtentInputStream(ExtentWalk walk, BlockService blocks, Calls calls) {
        this.walk = walk;
        this.transfer = new RunTransfer(walk, blocks, calls);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int read = buffer.read(target, at, count);
        if (read > 0 || walk.isAtEnd()) {
            return read;
        }
        fill();
        return buffer.read(target, at, count);
    }

    private void fill() throws IOException {
        ByteArrayOutputStream next = new ByteArrayOutputStream();
        while (next.size() == 0) {
            // A failure that is worth another attempt moves nothing; that is not the end.
            transfer.next(next, GatewayLimits.COPY_BUFFER_BYTES);
        }
        buffer = new ByteArrayInputStream(next.toByteArray());
    }
}
