package dev.carillon.simulator.capacity.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Least squares of relative errors, with no coefficient below zero: nothing costs less than nothing, whatever noise
 * says. Each observation weighs the same, however small it is.
 *
 * <p>The best solution without negative coefficients is the plain one over those that are above zero; there are few
 * coefficients, so that all their subsets are tried. Pure; any thread.
 *
 * @param coefficients one per column, from 0
 * @param worst the largest relative error of an observation; 0.1 is 10 %
 */
public record NonNegativeFit(List<Double> coefficients, double worst) {
    private static final int COLUMNS_MAX = 10;

    public NonNegativeFit {
        coefficients = List.copyOf(coefficients);
    }

    /** What one of the columns costs. */
    public double of(int column) {
        return coefficients.get(column);
    }

    /**
     * @param rows of each observation, how much there was of everything
     * @param observed what that came to together, above zero
     * @throws IllegalArgumentException if there are no observations, one is not above zero, or the rows are not alike
     */
    public static NonNegativeFit of(double[][] rows, double[] observed) {
        check(rows, observed);
        int columns = rows[0].length;
        double[] best = new double[columns];
        double least = squares(rows, observed, best);
        for (int chosen = 1; chosen < 1 << columns; chosen++) {
            double[] tried = plain(rows, observed, chosen);
            if (Arrays.stream(tried).allMatch(each -> each >= 0)) {
                double squares = squares(rows, observed, tried);
                if (squares < least) {
                    least = squares;
                    best = tried;
                }
            }
        }
        double worst = 0;
        for (int i = 0; i < rows.length; i++) {
            worst = Math.max(worst, Math.abs(error(rows[i], observed[i], best)));
        }
        return new NonNegativeFit(DoubleStream.of(best).boxed().toList(), worst);
    }

    private static void check(double[][] rows, double[] observed) {
        if (rows.length == 0 || rows.length != observed.length) {
            throw new IllegalArgumentException(rows.length + " rows and " + observed.length + " observations");
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length || rows[i].length > COLUMNS_MAX || !(observed[i] > 0)) {
                throw new IllegalArgumentException("observation " + i + " is " + observed[i] + " of " + rows[i].length
                        + " things; there are " + rows[0].length + ", at most " + COLUMNS_MAX);
            }
        }
    }

    /** Over the chosen columns; the others are 0. */
    private static double[] plain(double[][] rows, double[] observed, int chosen) {
        int[] columns = IntStream.range(0, rows[0].length)
                .filter(column -> (chosen >> column & 1) == 1)
                .toArray();
        RealMatrix matrix = MatrixUtils.createRealMatrix(rows.length, columns.length);
        RealVector ones = MatrixUtils.createRealVector(new double[rows.length]);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                matrix.setEntry(i, j, rows[i][columns[j]] / observed[i]);
            }
            ones.setEntry(i, 1);
        }
        RealVector solved = new SingularValueDecomposition(matrix).getSolver().solve(ones);
        double[] all = new double[rows[0].length];
        for (int j = 0; j < columns.length; j++) {
            all[columns[j]] = solved.getEntry(j);
        }
        return all;
    }

    private static double squares(double[][] rows, double[] observed, double[] coefficients) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = error(rows[i], observed[i], coefficients);
            sum += error * error;
        }
        return sum;
    }

    private static double error(double[] row, double observed, double[] coefficients) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += row[j] * coefficients[j];
        }
        return sum / observed - 1;
    }
}
