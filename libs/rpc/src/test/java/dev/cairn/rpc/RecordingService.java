package dev.cairn.rpc;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Deadline;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements the interfaces of services by noting each call and answering what the test told it to. Safe for use by any
 * thread.
 */
public final class RecordingService implements InvocationHandler {

    /**
     * A call as it arrived.
     *
     * @param arguments a {@link CallContext} among them stands here with the deadline 0
     * @param deadline that of the context, if there was one
     */
    public record Call(String method, List<Object> arguments, Optional<Deadline> deadline) {}

    private static final Deadline LEFT_OUT = new Deadline(0);

    private final List<Call> calls = new ArrayList<>();

    private volatile Supplier<@Nullable Object> answer = () -> null;

    public <T> T as(Class<T> service) {
        return service.cast(Proxy.newProxyInstance(service.getClassLoader(), new Class<?>[] {service}, this));
    }

    public void answer(@Nullable Object value) {
        answer = () -> value;
    }

    public void answerWith(Supplier<@Nullable Object> next) {
        answer = next;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public Call lastCall() {
        return calls().getLast();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        note(call(method, arguments == null ? new Object[0] : arguments));
        return answer.get();
    }

    private synchronized void note(Call call) {
        calls.add(call);
    }

    /** What {@link #lastCall} shows after {@code method} was called with these. */
    public static Call call(Method method, Object... arguments) {
        Optional<Deadline> deadline = Arrays.stream(arguments)
                .filter(CallContext.class::isInstance)
                .map(argument -> ((CallContext) argument).deadline())
                .findFirst();
        List<Object> timeless =
                Arrays.stream(arguments).map(RecordingService::timeless).toList();
        return new Call(method.getName(), timeless, deadline);
    }

    private static Object timeless(Object argument) {
        return argument instanceof CallContext context
                ? new CallContext(context.caller(), context.request(), LEFT_OUT)
                : argument;
    }
}
