package dev.cairn.rpc.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.RpcErrors;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a {@link BlockService} over HTTP; mapped to {@code /blocks} and {@code /blocks/*}. */
public final class BlockEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** A client sends a few MiB a request and repeats what takes longer. */
    private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(60);

    private static final int SKIP_BYTES = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(BlockEndpoint.class);

    private final transient BlockService blocks;
    private final transient TimeSource clock;

    public BlockEndpoint(BlockService blocks, TimeSource clock) {
        this.blocks = blocks;
        this.clock = clock;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            long owner = Long.parseUnsignedLong(parameter(request, BlockMessages.OWNER));
            long offset = Long.parseLong(parameter(request, BlockMessages.OFFSET));
            var body = new Body(request.getInputStream(), request.getContentLengthLong());
            List<Location> locations = blocks.append(owner, offset, body, deadline());
            send(response, BlockMessages.locations(locations));
        });
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            if (request.getRequestURI().equals(BlockMessages.USAGE_PATH)) {
                send(response, BlockMessages.usage(blocks.usage()));
                return;
            }
            Location location = BlockMessages.location(parameter(request, BlockMessages.AT));
            response.setContentType("application/octet-stream");
            response.setContentLengthLong(location.length());
            blocks.read(location, response.getOutputStream(), deadline());
        });
    }

    private Deadline deadline() {
        return Deadline.in(REQUEST_TIME_MAX, clock);
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        if (value == null) {
            throw new CairnException(ErrorCode.EINVAL, "parameter", "the parameter " + name + " is missing");
        }
        return value;
    }

    private static void send(HttpServletResponse response, byte[] message) throws IOException {
        response.setContentType("application/octet-stream");
        response.setContentLength(message.length);
        response.getOutputStream().write(message);
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response, Work work) throws IOException {
        try {
            work.run();
        } catch (CairnException failure) {
            refuse(request, response, failure);
        } catch (IllegalArgumentException malformed) {
            String message = String.valueOf(malformed.getMessage());
            refuse(request, response, new CairnException(ErrorCode.EINVAL, "message", message));
        } catch (RuntimeException failure) {
            LOG.error("A request failed for no reason that its interface names", failure);
            refuse(request, response, RpcErrors.internal());
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, CairnException failure)
            throws IOException {
        if (response.isCommitted()) {
            // Bytes are on their way already: only a broken connection tells the client that they are not all.
            throw new IOException("failed in the middle of an answer", failure);
        }
        takeRest(request);
        response.reset();
        response.setStatus(
                failure.code().isRetryable()
                        ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
                        : HttpServletResponse.SC_CONFLICT);
        response.setHeader(BlockMessages.CODE_HEADER, failure.code().name());
        response.setHeader(BlockMessages.REASON_HEADER, failure.reason());
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write(failure.getMessage().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what is left of a body, as far as a client of ours sends one: a connection that is closed with bytes unread
     * is reset, and the refusal may be lost with it.
     */
    private static void takeRest(HttpServletRequest request) throws IOException {
        InputStream body = request.getInputStream();
        byte[] buffer = new byte[SKIP_BYTES];
        int count = body.read(buffer);
        for (long taken = 0; count >= 0 && taken < RemoteBlocks.WINDOW_BYTES; taken += count) {
            count = body.read(buffer);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
