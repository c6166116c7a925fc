package dev.cairn.gateway.s3.body;

import dev.cairn.kernel.Bytes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Digests bytes of our own on their way to another object. Used by one thread. */
public final class DigestingStream extends FilterInputStream {

    private final RunningChecksum md5 = RunningChecksum.of(ChecksumAlgorithm.digest("MD5"));
    private final Optional<ChecksumAlgorithm> algorithm;
    private final @Nullable RunningChecksum checksum;
    private @Nullable Bytes md5Value;
    private Optional<ChecksumValue> checksumValue = Optional.empty();

    /** @param algorithm of a checksum to compute beside the MD5 */
    public DigestingStream(InputStream source, Optional<ChecksumAlgorithm> algorithm) {
        super(source);
        this.algorithm = algorithm;
        this.checksum = algorithm.map(ChecksumAlgorithm::start).orElse(null);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
        int read = super.read(target, at, count);
        if (read > 0) {
            md5.update(target, at, read);
            if (checksum != null) {
                checksum.update(target, at, read);
            }
        }
        return read;
    }

    @Override
    public long skip(long count) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Of all bytes read; to be asked for at the end. */
    public Bytes md5() {
        finish();
        return md5Value == null ? Bytes.EMPTY : md5Value;
    }

    /** Of all bytes read; to be asked for at the end. */
    public Optional<ChecksumValue> checksum() {
        finish();
        return checksumValue;
    }

    private void finish() {
        if (md5Value == null) {
            md5Value = Bytes.wrap(md5.value());
            if (checksum != null && algorithm.isPresent()) {
                checksumValue = Optional.of(ChecksumValue.ofBytes(algorithm.get(), checksum.value()));
            }
        }
    }
}
