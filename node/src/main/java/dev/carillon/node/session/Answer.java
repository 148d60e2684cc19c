package dev.carillon.node.session;

import java.util.function.Consumer;

/** Hears what a loop answers; one call, on a loop or on the thread that asked. Must not block. */
public interface Answer<T> {
    void known(T answer);

    /** Nothing was done or looked at. @param why for people */
    void failed(String why);

    /** One that comes before this one, and fails as this one does. @param next what follows from it */
    default <S> Answer<S> after(Consumer<S> next) {
        return new Answer<>() {
            @Override
            public void known(S answer) {
                next.accept(answer);
            }

            @Override
            public void failed(String why) {
                Answer.this.failed(why);
            }
        };
    }
}
