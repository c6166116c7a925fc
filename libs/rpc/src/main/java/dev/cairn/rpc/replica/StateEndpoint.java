package dev.cairn.rpc.replica;

import dev.cairn.replica.StateStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Gives the state of a replica to others: {@code GET} {@value #PATH}. 503 while there is none to give. */
public final class StateEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1;

    public static final String PATH = "/replica/state";

    /** Each reads the whole tree past what else the disk has to do; replicas are few and wait their turn. */
    private static final int TRANSFERS_MAX = 2;

    private final transient Supplier<Optional<StateStream>> state;
    private final transient Semaphore transfers = new Semaphore(TRANSFERS_MAX);

    public StateEndpoint(Supplier<Optional<StateStream>> state) {
        this.state = state;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!transfers.tryAcquire()) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "busy");
            return;
        }
        try {
            Optional<StateStream> found = state.get();
            if (found.isEmpty()) {
                response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "no state");
                return;
            }
            response.setContentType("application/octet-stream");
            try (StateStream stream = found.get()) {
                StateWriter.write(stream, response.getOutputStream());
            }
        } finally {
            transfers.release();
        }
    }
}
